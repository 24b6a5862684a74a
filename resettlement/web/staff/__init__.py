"""The office's desk (`/staff`): from archive workbook to posted result, one module a group of pages."""
