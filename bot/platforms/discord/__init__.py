"""Discord: a server is a community, and the bot does in it what the pipeline decides."""
