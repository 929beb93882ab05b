"""IFLA Metrics: does the programme advance its strategic directions? With numbers that hold."""
