from tests.cli.conftest import Takt


def test_a_discord_that_cannot_be_reached_is_said_in_one_sentence(takt: Takt) -> None:
    """Without a network the bot ends with what to look at, and no traceback."""
    env = {"TAKT_DISCORD_TOKEN": "bad.token.x", "TAKT_DISCORD_API_URL": "http://127.0.0.1:9/api"}
    result = takt("run", env=env)
    assert result.returncode == 1
    assert "Discord can't be reached" in result.stderr
    assert "Traceback" not in result.stderr
