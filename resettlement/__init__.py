"""The application: from the archive workbook to the follow-up, one folder for each step of the procedure."""
