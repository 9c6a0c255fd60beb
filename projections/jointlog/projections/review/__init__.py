"""A reviewer's questions: what changed since, whose clock is off, what one agency had."""
