"""Publishers' own files as RDF: which kinds there are, and how one is imported."""
