"""The search of a site: what is found, its index, the list of all there is."""
