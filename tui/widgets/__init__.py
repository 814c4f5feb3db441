"""The dashboard's own widgets: charts, the stage map, the strip of one schedule, the line of progress."""
