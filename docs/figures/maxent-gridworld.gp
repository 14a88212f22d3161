# Draws maxent-gridworld.svg and maxent-gridworld.png from maxent-gridworld.csv; run in this folder: gnuplot maxent-gridworld.gp
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
outputs[1] = 'maxent-gridworld.svg'; outputs[2] = 'maxent-gridworld.png'
do for [i = 1:2] {
  eval 'set terminal '.terminals[i]
  set output outputs[i]
  set multiplot layout 2,2 rowsfirst title 'MaxEnt IRL on a windy grid' font ',15'
  set title 'true reward' font ',13'
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
  set cblabel 'r'
  unset logscale cb
  set format cb '%h'
  set cbrange [*:*]
  set colorbox
  unset grid
  set xtics norotate autofreq
  plot 'maxent-gridworld.csv' skip 1 using ($2+0*$4):($3):($2-0.53):($2+0.5):($3-0.53):($3+0.5):($4) with boxxyerror fillcolor palette fillstyle solid 1 noborder notitle
  set title 'recovered, dynamics fixed' font ',13'
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
  set cblabel 'r'
  unset logscale cb
  set format cb '%h'
  set cbrange [*:*]
  set colorbox
  unset grid
  set xtics norotate autofreq
  plot 'maxent-gridworld.csv' skip 1 using ($5+0*$7):($6):($5-0.53):($5+0.5):($6-0.53):($6+0.5):($7) with boxxyerror fillcolor palette fillstyle solid 1 noborder notitle
  set title 'recovered, dynamics inferred' font ',13'
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
  set cblabel 'r'
  unset logscale cb
  set format cb '%h'
  set cbrange [*:*]
  set colorbox
  unset grid
  set xtics norotate autofreq
  plot 'maxent-gridworld.csv' skip 1 using ($8+0*$10):($9):($8-0.53):($8+0.5):($9-0.53):($9+0.5):($10) with boxxyerror fillcolor palette fillstyle solid 1 noborder notitle
  set title 'Likelihood' font ',13'
  set xlabel 'steps'
  unset logscale x
  set format x '%h'
  set xrange [*:*] noextend
  set ylabel 'log-likelihood above the start'
  unset logscale y
  set format y '%h'
  set yrange [*:*]
  set size noratio
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xtics norotate autofreq
  plot 'maxent-gridworld.csv' skip 1 using 1:12:13 with filledcurves lc rgb '#0072B2' fillstyle transparent solid 0.2 noborder notitle, \
    'maxent-gridworld.csv' skip 1 using 1:15:16 with filledcurves lc rgb '#D55E00' fillstyle transparent solid 0.2 noborder notitle, \
    'maxent-gridworld.csv' skip 1 using 1:11 with lines lw 2.5 dt 1 lc rgb '#0072B2' title 'recovered, dynamics fixed', \
    'maxent-gridworld.csv' skip 1 using 1:14 with lines lw 2.5 dt 1 lc rgb '#D55E00' title 'recovered, dynamics inferred'
  unset multiplot
  unset output
}
