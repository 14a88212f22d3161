# Draws double-q-fit.svg and double-q-fit.png from double-q-fit.csv; run in this folder: gnuplot double-q-fit.gp
set encoding utf8
set datafile separator ','
set border 3 lc rgb '#404040'
set tics nomirror out textcolor rgb '#202020'
set grid back lt 1 lc rgb '#E0E0E0' lw 1
set style fill solid 1 noborder
set palette defined (0 '#00224E', 1 '#123570', 2 '#3B496C', 3 '#575D6D', 4 '#707173', 5 '#8A8678', 6 '#A59C74', 7 '#C3B369', 8 '#E1CC55', 9 '#FEE838')
set bars small
array terminals[2]
terminals[1] = "svg size 1120,1480 dynamic background '#FFFFFF' font 'sans-serif,14' noenhanced"
terminals[2] = "pngcairo size 1120,1480 background '#FFFFFF' font 'Sans,12' noenhanced"
array outputs[2]
outputs[1] = 'double-q-fit.svg'; outputs[2] = 'double-q-fit.png'
do for [i = 1:2] {
  eval 'set terminal '.terminals[i]
  set output outputs[i]
  set multiplot layout 3,2 rowsfirst title 'Overestimation by fitted polynomials' font ',15'
  set title 'sin(s), degree 6' font ',13'
  set xlabel 'state'
  unset logscale x
  set format x '%h'
  set xrange [*:*] noextend
  set ylabel 'value'
  unset logscale y
  set format y '%h'
  set yrange [-2.0:3.0]
  set size noratio
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xtics norotate autofreq
  plot 'double-q-fit.csv' skip 1 using 1:2 with lines lw 2.5 dt 2 lc rgb '#0072B2' title 'max over the actions', \
    'double-q-fit.csv' skip 1 using 1:3 with lines lw 2.5 dt 1 lc rgb '#D55E00' title 'V*', \
    'double-q-fit.csv' skip 1 using 1:4 with lines lw 2.5 dt 1 lc rgb '#009E73' title 'one action', \
    'double-q-fit.csv' skip 1 using 1:5 with lines lw 2.5 dt 1 lc rgb '#E69F00' title 'another action'
  set title 'Error: +0.61 and -0.02 on average' font ',13'
  set xlabel 'state'
  unset logscale x
  set format x '%h'
  set xrange [*:*] noextend
  set ylabel 'error'
  unset logscale y
  set format y '%h'
  set yrange [-2.0:3.0]
  set size noratio
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xtics norotate autofreq
  plot 'double-q-fit.csv' skip 1 using 1:6 with lines lw 2.5 dt 1 lc rgb '#0072B2' title 'max Q − V*', \
    'double-q-fit.csv' skip 1 using 1:7 with lines lw 2.5 dt 1 lc rgb '#D55E00' title 'double estimate − V*'
  set title '2 exp(−s²), degree 6' font ',13'
  set xlabel 'state'
  unset logscale x
  set format x '%h'
  set xrange [*:*] noextend
  set ylabel 'value'
  unset logscale y
  set format y '%h'
  set yrange [-2.0:3.0]
  set size noratio
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xtics norotate autofreq
  plot 'double-q-fit.csv' skip 1 using 1:8 with lines lw 2.5 dt 2 lc rgb '#0072B2' title 'max over the actions', \
    'double-q-fit.csv' skip 1 using 1:9 with lines lw 2.5 dt 1 lc rgb '#D55E00' title 'V*', \
    'double-q-fit.csv' skip 1 using 1:10 with lines lw 2.5 dt 1 lc rgb '#009E73' title 'one action', \
    'double-q-fit.csv' skip 1 using 1:11 with lines lw 2.5 dt 1 lc rgb '#E69F00' title 'another action'
  set title 'Error: +0.47 and +0.02 on average' font ',13'
  set xlabel 'state'
  unset logscale x
  set format x '%h'
  set xrange [*:*] noextend
  set ylabel 'error'
  unset logscale y
  set format y '%h'
  set yrange [-2.0:3.0]
  set size noratio
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xtics norotate autofreq
  plot 'double-q-fit.csv' skip 1 using 1:12 with lines lw 2.5 dt 1 lc rgb '#0072B2' title 'max Q − V*', \
    'double-q-fit.csv' skip 1 using 1:13 with lines lw 2.5 dt 1 lc rgb '#D55E00' title 'double estimate − V*'
  set title '2 exp(−s²), degree 9' font ',13'
  set xlabel 'state'
  unset logscale x
  set format x '%h'
  set xrange [*:*] noextend
  set ylabel 'value'
  unset logscale y
  set format y '%h'
  set yrange [-10.0:10.0]
  set size noratio
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xtics norotate autofreq
  plot 'double-q-fit.csv' skip 1 using 1:14 with lines lw 2.5 dt 2 lc rgb '#0072B2' title 'max over the actions', \
    'double-q-fit.csv' skip 1 using 1:15 with lines lw 2.5 dt 1 lc rgb '#D55E00' title 'V*', \
    'double-q-fit.csv' skip 1 using 1:16 with lines lw 2.5 dt 1 lc rgb '#009E73' title 'one action', \
    'double-q-fit.csv' skip 1 using 1:17 with lines lw 2.5 dt 1 lc rgb '#E69F00' title 'another action'
  set title 'Error: +3.35 and -0.02 on average' font ',13'
  set xlabel 'state'
  unset logscale x
  set format x '%h'
  set xrange [*:*] noextend
  set ylabel 'error'
  unset logscale y
  set format y '%h'
  set yrange [-10.0:10.0]
  set size noratio
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xtics norotate autofreq
  plot 'double-q-fit.csv' skip 1 using 1:18 with lines lw 2.5 dt 1 lc rgb '#0072B2' title 'max Q − V*', \
    'double-q-fit.csv' skip 1 using 1:19 with lines lw 2.5 dt 1 lc rgb '#D55E00' title 'double estimate − V*'
  unset multiplot
  unset output
}
