"""What it costs, beside what it stands on: ratios within one run, never a verdict by the clock."""
