#? note
NOTE: $note

#? .
Exported from Backstep, a page that steps through backpropagation. This script rebuilds the
data and the first parameters of a run exactly, trains for $iterations in float64 as the
page did, and checks that losses and parameters are the page's to 1e-9.
