# Draws divide-and-conquer.svg and divide-and-conquer.png from divide-and-conquer.csv; run in this folder: gnuplot divide-and-conquer.gp
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
outputs[1] = 'divide-and-conquer.svg'; outputs[2] = 'divide-and-conquer.png'
do for [i = 1:2] {
  eval 'set terminal '.terminals[i]
  set output outputs[i]
  set title 'Divide and conquer on Obstacles-v0' font ',15'
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
  set xtics norotate ('200k' 200000, '400k' 400000, '600k' 600000, '800k' 800000, '1M' 1e+06)
  plot 'divide-and-conquer.csv' skip 1 using 1:3:4 with filledcurves lc rgb '#0072B2' fillstyle transparent solid 0.2 noborder notitle, \
    'divide-and-conquer.csv' skip 1 using 1:6:7 with filledcurves lc rgb '#D55E00' fillstyle transparent solid 0.2 noborder notitle, \
    'divide-and-conquer.csv' skip 1 using 1:9:10 with filledcurves lc rgb '#009E73' fillstyle transparent solid 0.2 noborder notitle, \
    'divide-and-conquer.csv' skip 1 using 1:2 with lines lw 2.5 dt 1 lc rgb '#0072B2' title 'divide and conquer, λ 0.03', \
    'divide-and-conquer.csv' skip 1 using 1:5 with lines lw 2.5 dt 1 lc rgb '#D55E00' title 'divide and conquer, λ 0', \
    'divide-and-conquer.csv' skip 1 using 1:8 with lines lw 2.5 dt 1 lc rgb '#009E73' title 'REINFORCE'
  unset output
}
