"""What whoever runs the log is told: metrics, lines of log, spans; never what an entry says."""
