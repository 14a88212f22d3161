# Draws mbpo-pendulum.svg and mbpo-pendulum.png from mbpo-pendulum.csv; run in this folder: gnuplot mbpo-pendulum.gp
set encoding utf8
set datafile separator ','
set border 3 lc rgb '#404040'
set tics nomirror out textcolor rgb '#202020'
set grid back lt 1 lc rgb '#E0E0E0' lw 1
set style fill solid 1 noborder
set palette defined (0 '#00224E', 1 '#123570', 2 '#3B496C', 3 '#575D6D', 4 '#707173', 5 '#8A8678', 6 '#A59C74', 7 '#C3B369', 8 '#E1CC55', 9 '#FEE838')
set bars small
array terminals[2]
terminals[1] = "svg size 900,600 dynamic background '#FFFFFF' font 'sans-serif,14' noenhanced"
terminals[2] = "pngcairo size 900,600 background '#FFFFFF' font 'Sans,12' noenhanced"
array outputs[2]
outputs[1] = 'mbpo-pendulum.svg'; outputs[2] = 'mbpo-pendulum.png'
do for [i = 1:2] {
  eval 'set terminal '.terminals[i]
  set output outputs[i]
  set title 'Policies learned with a model, and SAC, on Pendulum-v1' font ',15'
  set xlabel 'environment steps'
  unset logscale x
  set format x '%h'
  set xrange [*:*] noextend
  set ylabel 'return of the deterministic policy'
  unset logscale y
  set format y '%h'
  set yrange [*:*]
  set size noratio
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xtics norotate autofreq
  plot 'mbpo-pendulum.csv' skip 1 using 1:3:4 with filledcurves lc rgb '#0072B2' fillstyle transparent solid 0.2 noborder notitle, \
    'mbpo-pendulum.csv' skip 1 using 1:6:7 with filledcurves lc rgb '#D55E00' fillstyle transparent solid 0.2 noborder notitle, \
    'mbpo-pendulum.csv' skip 1 using 1:9:10 with filledcurves lc rgb '#009E73' fillstyle transparent solid 0.2 noborder notitle, \
    'mbpo-pendulum.csv' skip 1 using 1:12:13 with filledcurves lc rgb '#E69F00' fillstyle transparent solid 0.2 noborder notitle, \
    'mbpo-pendulum.csv' skip 1 using 1:15:16 with filledcurves lc rgb '#CC79A7' fillstyle transparent solid 0.2 noborder notitle, \
    'mbpo-pendulum.csv' skip 1 using 1:18:19 with filledcurves lc rgb '#56B4E9' fillstyle transparent solid 0.2 noborder notitle, \
    -250.0 with lines lw 1.5 dt 2 lc rgb '#606060' title 'reached', \
    'mbpo-pendulum.csv' skip 1 using 1:2 with lines lw 2.5 dt 1 lc rgb '#0072B2' title 'SAC', \
    'mbpo-pendulum.csv' skip 1 using 1:5 with lines lw 2.5 dt 1 lc rgb '#D55E00' title 'SAC, 10 updates a step', \
    'mbpo-pendulum.csv' skip 1 using 1:8 with lines lw 2.5 dt 1 lc rgb '#009E73' title 'version 2.0, H 40', \
    'mbpo-pendulum.csv' skip 1 using 1:11 with lines lw 2.5 dt 1 lc rgb '#E69F00' title 'MVE, H 3', \
    'mbpo-pendulum.csv' skip 1 using 1:14 with lines lw 2.5 dt 1 lc rgb '#CC79A7' title 'MBPO, k 1', \
    'mbpo-pendulum.csv' skip 1 using 1:17 with lines lw 2.5 dt 1 lc rgb '#56B4E9' title 'MBPO, k 5'
  unset output
}
