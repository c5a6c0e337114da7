"""The importer: what it recognises, what it refuses, and whether its drafts say what people wrote by hand."""
