"""The data library: a CSV and its description, read and judged. It knows nothing of books or builds."""
