"""Two engines that answer alike: the database, and Elasticsearch."""
