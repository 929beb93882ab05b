"""Export figures, reports and open data: PDF, Word, PowerPoint, HTML, spreadsheets, IATI."""
