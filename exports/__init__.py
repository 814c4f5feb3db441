"""The book taken out for reports: the JSON form shinchoku/1, any public table as CSV, a plan as an Excel workbook."""
