# %% Data
# $samples.
# Every number here is written with the digits that give the same float64 back.

X = $array($inputs)  # shape $inputs_shape: a sample a row
Y = $array($targets)  # shape $targets_shape

