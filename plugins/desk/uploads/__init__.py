"""Pictures and documents that people send to the desk: opened in a process that can do nothing else."""
