"""Erase personal data from everything that the desk keeps of the past: Law on the Protection of Personal Data, 91/2025/QH15."""
