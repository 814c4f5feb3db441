"""The dashboard's screens, one to a file, and the lines and fields they share."""
