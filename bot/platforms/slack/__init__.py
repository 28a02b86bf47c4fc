"""Slack: workspaces as communities. Translates what Slack tells, and does what the pipeline decides."""
