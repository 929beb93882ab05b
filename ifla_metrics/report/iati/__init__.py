"""The programme as IATI 2.03 activity XML."""
