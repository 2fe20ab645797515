"""Files that people write: YAML becomes a tree that knows where each piece stands, and the tree becomes a model."""
