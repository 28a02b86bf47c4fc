"""Tests of the loopback Slack itself."""
