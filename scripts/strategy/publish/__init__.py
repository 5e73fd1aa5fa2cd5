"""The publishing side: run chapters, render them with Jupyter Book, put the finished site in place."""
