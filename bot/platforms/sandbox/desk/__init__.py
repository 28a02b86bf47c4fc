"""The moderators' desk: a screen with the community on one side and its cases on the other."""
