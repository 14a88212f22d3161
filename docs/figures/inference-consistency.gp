# Draws inference-consistency.svg and inference-consistency.png from inference-consistency.csv; run in this folder: gnuplot inference-consistency.gp
set encoding utf8
set datafile separator ','
set border 3 lc rgb '#404040'
set tics nomirror out textcolor rgb '#202020'
set grid back lt 1 lc rgb '#E0E0E0' lw 1
set style fill solid 1 noborder
set palette defined (0 '#00224E', 1 '#123570', 2 '#3B496C', 3 '#575D6D', 4 '#707173', 5 '#8A8678', 6 '#A59C74', 7 '#C3B369', 8 '#E1CC55', 9 '#FEE838')
set bars small
array terminals[2]
terminals[1] = "svg size 1120,1000 dynamic background '#FFFFFF' font 'sans-serif,14' noenhanced"
terminals[2] = "pngcairo size 1120,1000 background '#FFFFFF' font 'Sans,12' noenhanced"
array outputs[2]
outputs[1] = 'inference-consistency.svg'; outputs[2] = 'inference-consistency.png'
do for [i = 1:2] {
  eval 'set terminal '.terminals[i]
  set output outputs[i]
  set multiplot layout 2,2 rowsfirst title 'Control as inference on a gridworld' font ',15'
  set title 'Backward message and policy at step 0' font ',13'
  set xlabel 'column'
  unset logscale x
  set format x '%h'
  set xrange [0.0:7.0]
  set ylabel 'row'
  unset logscale y
  set format y '%h'
  set yrange [7.0:0.0]
  set size ratio -1
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7 off
  unset object
  set object 1 rectangle from graph 0,0 to graph 1,1 behind fillcolor rgb '#B8B8B8' fillstyle solid noborder
  set cblabel 'τ log β'
  unset logscale cb
  set format cb '%h'
  set cbrange [*:*]
  set colorbox
  unset grid
  set xtics norotate autofreq
  plot 'inference-consistency.csv' skip 1 using ($1+0*$3):($2):($1-0.53):($1+0.5):($2-0.53):($2+0.5):($3) with boxxyerror fillcolor palette fillstyle solid 1 noborder notitle, \
    'inference-consistency.csv' skip 1 using 4:5:6:7 with vectors filled head size screen 0.012,22 lw 4 lc rgb '#101010' notitle, \
    'inference-consistency.csv' skip 1 using 4:5:6:7 with vectors filled head size screen 0.012,22 lw 1.6 lc rgb '#FFFFFF' notitle
  set title 'Visits by α·β' font ',13'
  set xlabel 'column'
  unset logscale x
  set format x '%h'
  set xrange [0.0:7.0]
  set ylabel 'row'
  unset logscale y
  set format y '%h'
  set yrange [7.0:0.0]
  set size ratio -1
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7 off
  unset object
  set object 1 rectangle from graph 0,0 to graph 1,1 behind fillcolor rgb '#B8B8B8' fillstyle solid noborder
  set cblabel 'steps in the cell'
  unset logscale cb
  set format cb '%h'
  set cbrange [*:*]
  set colorbox
  unset grid
  set xtics norotate autofreq
  plot 'inference-consistency.csv' skip 1 using ($8+0*$10):($9):($8-0.53):($8+0.5):($9-0.53):($9+0.5):($10) with boxxyerror fillcolor palette fillstyle solid 1 noborder notitle
  set title 'Visits in rollouts' font ',13'
  set xlabel 'column'
  unset logscale x
  set format x '%h'
  set xrange [0.0:7.0]
  set ylabel 'row'
  unset logscale y
  set format y '%h'
  set yrange [7.0:0.0]
  set size ratio -1
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7 off
  unset object
  set object 1 rectangle from graph 0,0 to graph 1,1 behind fillcolor rgb '#B8B8B8' fillstyle solid noborder
  set cblabel 'steps in the cell'
  unset logscale cb
  set format cb '%h'
  set cbrange [*:*]
  set colorbox
  unset grid
  set xtics norotate autofreq
  plot 'inference-consistency.csv' skip 1 using ($11+0*$13):($12):($11-0.53):($11+0.5):($12-0.53):($12+0.5):($13) with boxxyerror fillcolor palette fillstyle solid 1 noborder notitle
  set title 'Each state at each step' font ',13'
  set xlabel 'α·β'
  unset logscale x
  set format x '%h'
  set xrange [*:*] noextend
  set ylabel 'share of rollouts'
  unset logscale y
  set format y '%h'
  set yrange [*:*]
  set size noratio
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xtics norotate autofreq
  plot 'inference-consistency.csv' skip 1 using 14:15 with lines lw 2.5 dt 2 lc rgb '#0072B2' title 'equal', \
    'inference-consistency.csv' skip 1 using 16:17 with points pt 7 ps 0.8 lc rgb '#D55E00' title 'state and step'
  unset multiplot
  unset output
}
