"""A folder of exported files → a podcast feed, which any podcast app can subscribe to once the folder is served.

Sources: "RSS 2.0 Specification" (rssboard.org/rss-specification); Apple, "A Podcaster's Guide to RSS" and "Podcast RSS
feed requirements" (podcasters.apple.com); "The podcast namespace" (podcastindex.org/namespace/1.0); "JSON Chapters
Format", version 1.2 (in the podcast namespace's repository).
"""
