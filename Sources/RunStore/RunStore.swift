// RunStore
