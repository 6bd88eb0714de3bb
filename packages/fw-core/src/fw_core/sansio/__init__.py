"""The parts of the application that do no input or output, under their familiar names."""
