"""Read uploaded files, our own workbook or any table, into drafts, errors and questions."""
