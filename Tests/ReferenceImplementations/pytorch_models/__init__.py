"""Models of experiment files in PyTorch, and the numbers that scripts and tests both compute."""
