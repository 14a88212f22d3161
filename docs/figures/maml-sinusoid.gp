# Draws maml-sinusoid.svg and maml-sinusoid.png from maml-sinusoid.csv; run in this folder: gnuplot maml-sinusoid.gp
set encoding utf8
set datafile separator ','
set border 3 lc rgb '#404040'
set tics nomirror out textcolor rgb '#202020'
set grid back lt 1 lc rgb '#E0E0E0' lw 1
set style fill solid 1 noborder
set palette defined (0 '#00224E', 1 '#123570', 2 '#3B496C', 3 '#575D6D', 4 '#707173', 5 '#8A8678', 6 '#A59C74', 7 '#C3B369', 8 '#E1CC55', 9 '#FEE838')
set bars small
array terminals[2]
terminals[1] = "svg size 1380,460 dynamic background '#FFFFFF' font 'sans-serif,14' noenhanced"
terminals[2] = "pngcairo size 1380,460 background '#FFFFFF' font 'Sans,12' noenhanced"
array outputs[2]
outputs[1] = 'maml-sinusoid.svg'; outputs[2] = 'maml-sinusoid.png'
do for [i = 1:2] {
  eval 'set terminal '.terminals[i]
  set output outputs[i]
  set multiplot layout 1,3 rowsfirst title 'A new sine from five points' font ',15'
  set title 'error on new sines' font ',13'
  set xlabel 'gradient steps on 5 points'
  unset logscale x
  set format x '%h'
  set xrange [*:*] noextend
  set ylabel 'mean squared error'
  set logscale y
  set format y '%g'
  set yrange [*:*]
  set size noratio
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xtics norotate autofreq
  plot 'maml-sinusoid.csv' skip 1 using 1:3:4 with filledcurves lc rgb '#0072B2' fillstyle transparent solid 0.2 noborder notitle, \
    'maml-sinusoid.csv' skip 1 using 5:7:8 with filledcurves lc rgb '#D55E00' fillstyle transparent solid 0.2 noborder notitle, \
    'maml-sinusoid.csv' skip 1 using 9:11:12 with filledcurves lc rgb '#009E73' fillstyle transparent solid 0.2 noborder notitle, \
    'maml-sinusoid.csv' skip 1 using 13:15:16 with filledcurves lc rgb '#E69F00' fillstyle transparent solid 0.2 noborder notitle, \
    'maml-sinusoid.csv' skip 1 using 1:2 with lines lw 2.5 dt 1 lc rgb '#0072B2' title 'MAML', \
    'maml-sinusoid.csv' skip 1 using 5:6 with lines lw 2.5 dt 1 lc rgb '#D55E00' title 'MAML, first order', \
    'maml-sinusoid.csv' skip 1 using 9:10 with lines lw 2.5 dt 1 lc rgb '#009E73' title 'Reptile', \
    'maml-sinusoid.csv' skip 1 using 13:14 with lines lw 2.5 dt 1 lc rgb '#E69F00' title 'pre-trained', \
    'maml-sinusoid.csv' skip 1 using 17:18 with points pt 7 ps 0.8 lc rgb '#CC79A7' title 'MAML, stated', \
    'maml-sinusoid.csv' skip 1 using 19:20 with points pt 7 ps 0.8 lc rgb '#56B4E9' title 'pre-trained, stated'
  set title 'MAML, one sine' font ',13'
  set xlabel 'x'
  unset logscale x
  set format x '%h'
  set xrange [*:*] noextend
  set ylabel 'y'
  unset logscale y
  set format y '%h'
  set yrange [-5.0:5.0]
  set size noratio
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xtics norotate autofreq
  plot 'maml-sinusoid.csv' skip 1 using 21:22 with lines lw 2.5 dt 2 lc rgb '#0072B2' title 'the sine', \
    'maml-sinusoid.csv' skip 1 using 23:24 with lines lw 2.5 dt 1 lc rgb '#D55E00' title 'before', \
    'maml-sinusoid.csv' skip 1 using 25:26 with lines lw 2.5 dt 1 lc rgb '#009E73' title 'after 1 step', \
    'maml-sinusoid.csv' skip 1 using 27:28 with lines lw 2.5 dt 1 lc rgb '#E69F00' title 'after 10 steps'
  set title 'pre-trained, one sine' font ',13'
  set xlabel 'x'
  unset logscale x
  set format x '%h'
  set xrange [*:*] noextend
  set ylabel 'y'
  unset logscale y
  set format y '%h'
  set yrange [-5.0:5.0]
  set size noratio
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xtics norotate autofreq
  plot 'maml-sinusoid.csv' skip 1 using 29:30 with lines lw 2.5 dt 2 lc rgb '#0072B2' title 'the sine', \
    'maml-sinusoid.csv' skip 1 using 31:32 with lines lw 2.5 dt 1 lc rgb '#D55E00' title 'before', \
    'maml-sinusoid.csv' skip 1 using 33:34 with lines lw 2.5 dt 1 lc rgb '#009E73' title 'after 1 step', \
    'maml-sinusoid.csv' skip 1 using 35:36 with lines lw 2.5 dt 1 lc rgb '#E69F00' title 'after 10 steps'
  unset multiplot
  unset output
}
