"""What is recorded, as people say it: words and local times, for the page and documents."""
