"""The main job: one fleet, end to end, on real virtual machines. See scripts/quickstart."""
