"""How much of a file is believed: an export is somebody else's data, and a small file can unpack to anything."""

LINE_BYTES = 1 << 20  # one JSON Lines record; the longest Slack message is 40,000 characters
VALUE_CHARS = 2 << 20  # one message of an export with everything around it
DAY_BYTES = 256 << 20  # one file of a Slack export, unpacked
UNPACKED_BYTES = 16 << 30  # all that is unpacked from one zip or gzip file
ARCHIVE_ENTRIES = 500_000  # files in one zip
CHUNK_BYTES = 64 << 10
HELD_RECORDS = 200_000  # contents that are held to put one day of a Slack export in order
EDITS_REMEMBERED = 50_000  # JSON Lines records that a later line may turn out to be an edit of
