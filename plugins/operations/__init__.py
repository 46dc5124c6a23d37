"""What an operator does with a whole portal: back it up, restore it, upgrade its software. See README.md."""
