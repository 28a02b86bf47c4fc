"""What the drafter makes of the frozen messages in tests/drafting/sets, beside baselines: `make bench-replies`."""
