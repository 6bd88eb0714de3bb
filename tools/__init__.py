"""What the project runs on itself: the checks and the release tool."""
