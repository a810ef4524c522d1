"""Real pages in Debian's Chromium, served by the real server."""
