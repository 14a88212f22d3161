# Draws lqr.svg and lqr.png from lqr.csv; run in this folder: gnuplot lqr.gp
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
outputs[1] = 'lqr.svg'; outputs[2] = 'lqr.png'
do for [i = 1:2] {
  eval 'set terminal '.terminals[i]
  set output outputs[i]
  set multiplot layout 2,2 rowsfirst title 'Linear-quadratic regulator, iterative LQR and DDP' font ',15'
  set title 'Backward pass to Riccati solution' font ',13'
  set xlabel 'steps to go'
  unset logscale x
  set format x '%h'
  set xrange [*:*] noextend
  set ylabel 'relative distance of V'
  set logscale y
  set format y '%g'
  set yrange [1e-16:10.0]
  set size noratio
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xtics norotate autofreq
  plot 'lqr.csv' skip 1 using 1:2 with lines lw 2.5 dt 1 lc rgb '#0072B2' title 'system 0', \
    'lqr.csv' skip 1 using 3:4 with lines lw 2.5 dt 1 lc rgb '#D55E00' title 'system 1', \
    'lqr.csv' skip 1 using 5:6 with lines lw 2.5 dt 1 lc rgb '#009E73' title 'system 2', \
    'lqr.csv' skip 1 using 7:8 with lines lw 2.5 dt 1 lc rgb '#E69F00' title 'system 3', \
    'lqr.csv' skip 1 using 9:10 with lines lw 2.5 dt 1 lc rgb '#CC79A7' title 'system 4', \
    'lqr.csv' skip 1 using 11:12 with lines lw 2.5 dt 1 lc rgb '#56B4E9' title 'system 5'
  set title 'Iterative LQR on linear systems' font ',13'
  set xlabel 'passes'
  unset logscale x
  set format x '%h'
  set xrange [*:*] noextend
  set ylabel 'relative cost above the optimum'
  set logscale y
  set format y '%g'
  set yrange [1e-16:10000.0]
  set size noratio
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xtics norotate autofreq
  plot 'lqr.csv' skip 1 using 13:14 with lines lw 2.5 dt 1 lc rgb '#0072B2' title 'problem 0', \
    'lqr.csv' skip 1 using 15:16 with lines lw 2.5 dt 1 lc rgb '#D55E00' title 'problem 1', \
    'lqr.csv' skip 1 using 17:18 with lines lw 2.5 dt 1 lc rgb '#009E73' title 'problem 2', \
    'lqr.csv' skip 1 using 19:20 with lines lw 2.5 dt 1 lc rgb '#E69F00' title 'problem 3', \
    'lqr.csv' skip 1 using 21:22 with lines lw 2.5 dt 1 lc rgb '#CC79A7' title 'problem 4'
  set title 'Swinging a pendulum up' font ',13'
  set xlabel 'passes'
  unset logscale x
  set format x '%h'
  set xrange [*:*] noextend
  set ylabel 'cost above the best'
  set logscale y
  set format y '%g'
  set yrange [1e-16:1000.0]
  set size noratio
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xtics norotate autofreq
  plot 'lqr.csv' skip 1 using 23:24 with lines lw 2.5 dt 1 lc rgb '#0072B2' title 'iterative LQR', \
    'lqr.csv' skip 1 using 25:26 with lines lw 2.5 dt 1 lc rgb '#D55E00' title 'DDP'
  set title 'What DDP found' font ',13'
  set xlabel 'seconds'
  unset logscale x
  set format x '%h'
  set xrange [*:*] noextend
  set ylabel 'angle, torque'
  unset logscale y
  set format y '%h'
  set yrange [*:*]
  set size noratio
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xtics norotate autofreq
  plot 'lqr.csv' skip 1 using 27:28 with lines lw 2.5 dt 1 lc rgb '#0072B2' title 'angle from upright', \
    'lqr.csv' skip 1 using 29:30 with lines lw 2.5 dt 1 lc rgb '#D55E00' title 'torque'
  unset multiplot
  unset output
}
