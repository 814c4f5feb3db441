"""The managers' side: a Datasette plugin over the same file, with a guard below the URL layer and pages in Japanese."""
