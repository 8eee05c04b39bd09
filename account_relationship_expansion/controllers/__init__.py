from . import potential_matrix
