"""The programmes: loaded from the content folder, changed by staff, looked up by turns."""
