# Draws dp.svg and dp.png from dp.csv; run in this folder: gnuplot dp.gp
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
outputs[1] = 'dp.svg'; outputs[2] = 'dp.png'
do for [i = 1:2] {
  eval 'set terminal '.terminals[i]
  set output outputs[i]
  set multiplot layout 2,2 rowsfirst title 'Dynamic programming on gridworlds' font ',15'
  set title 'Windy grid' font ',13'
  set xlabel 'column'
  unset logscale x
  set format x '%h'
  set xrange [0.0:5.0]
  set ylabel 'row'
  unset logscale y
  set format y '%h'
  set yrange [5.0:0.0]
  set size ratio -1
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7 off
  unset object
  set object 1 rectangle from graph 0,0 to graph 1,1 behind fillcolor rgb '#B8B8B8' fillstyle solid noborder
  set cblabel 'V*'
  unset logscale cb
  set format cb '%h'
  set cbrange [*:*]
  set colorbox
  unset grid
  set xtics norotate autofreq
  plot 'dp.csv' skip 1 using ($1+0*$3):($2):($1-0.53):($1+0.5):($2-0.53):($2+0.5):($3) with boxxyerror fillcolor palette fillstyle solid 1 noborder notitle, \
    'dp.csv' skip 1 using 4:5:6:7 with vectors filled head size screen 0.012,22 lw 4 lc rgb '#101010' notitle, \
    'dp.csv' skip 1 using 4:5:6:7 with vectors filled head size screen 0.012,22 lw 1.6 lc rgb '#FFFFFF' notitle
  set title 'Dyna maze' font ',13'
  set xlabel 'column'
  unset logscale x
  set format x '%h'
  set xrange [0.0:9.0]
  set ylabel 'row'
  unset logscale y
  set format y '%h'
  set yrange [6.0:0.0]
  set size ratio -1
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7 off
  unset object
  set object 1 rectangle from graph 0,0 to graph 1,1 behind fillcolor rgb '#B8B8B8' fillstyle solid noborder
  set cblabel 'V*'
  unset logscale cb
  set format cb '%h'
  set cbrange [*:*]
  set colorbox
  unset grid
  set xtics norotate autofreq
  plot 'dp.csv' skip 1 using ($8+0*$10):($9):($8-0.53):($8+0.5):($9-0.53):($9+0.5):($10) with boxxyerror fillcolor palette fillstyle solid 1 noborder notitle, \
    'dp.csv' skip 1 using 11:12:13:14 with vectors filled head size screen 0.012,22 lw 4 lc rgb '#101010' notitle, \
    'dp.csv' skip 1 using 11:12:13:14 with vectors filled head size screen 0.012,22 lw 1.6 lc rgb '#FFFFFF' notitle
  set title 'FrozenLake 8×8' font ',13'
  set xlabel 'column'
  unset logscale x
  set format x '%h'
  set xrange [0.0:8.0]
  set ylabel 'row'
  unset logscale y
  set format y '%h'
  set yrange [8.0:0.0]
  set size ratio -1
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7 off
  unset object
  set object 1 rectangle from graph 0,0 to graph 1,1 behind fillcolor rgb '#B8B8B8' fillstyle solid noborder
  set cblabel 'V*'
  unset logscale cb
  set format cb '%h'
  set cbrange [*:*]
  set colorbox
  unset grid
  set xtics norotate autofreq
  plot 'dp.csv' skip 1 using ($15+0*$17):($16):($15-0.53):($15+0.5):($16-0.53):($16+0.5):($17) with boxxyerror fillcolor palette fillstyle solid 1 noborder notitle, \
    'dp.csv' skip 1 using 18:19:20:21 with vectors filled head size screen 0.012,22 lw 4 lc rgb '#101010' notitle, \
    'dp.csv' skip 1 using 18:19:20:21 with vectors filled head size screen 0.012,22 lw 1.6 lc rgb '#FFFFFF' notitle
  set title 'Convergence on FrozenLake 8×8' font ',13'
  set xlabel 'passes'
  set logscale x
  set format x '%g'
  set xrange [*:*] noextend
  set ylabel 'largest error of V'
  set logscale y
  set format y '%g'
  set yrange [1e-16:1.0]
  set size noratio
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xtics norotate autofreq
  plot 'dp.csv' skip 1 using 22:23 with lines lw 2.5 dt 1 lc rgb '#0072B2' title 'value iteration', \
    'dp.csv' skip 1 using 24:25 with lines lw 2.5 dt 1 lc rgb '#D55E00' title 'Gauss–Seidel', \
    'dp.csv' skip 1 using 26:27 with lines lw 2.5 dt 1 lc rgb '#009E73' title 'asynchronous', \
    'dp.csv' skip 1 using 28:29 with lines lw 2.5 dt 1 lc rgb '#E69F00' title 'prioritised', \
    'dp.csv' skip 1 using 30:31 with points pt 7 ps 0.8 lc rgb '#CC79A7' title 'policy iteration'
  unset multiplot
  unset output
}
