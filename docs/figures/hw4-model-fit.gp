# Draws hw4-model-fit.svg and hw4-model-fit.png from hw4-model-fit.csv; run in this folder: gnuplot hw4-model-fit.gp
set encoding utf8
set datafile separator ','
set border 3 lc rgb '#404040'
set tics nomirror out textcolor rgb '#202020'
set grid back lt 1 lc rgb '#E0E0E0' lw 1
set style fill solid 1 noborder
set palette defined (0 '#00224E', 1 '#123570', 2 '#3B496C', 3 '#575D6D', 4 '#707173', 5 '#8A8678', 6 '#A59C74', 7 '#C3B369', 8 '#E1CC55', 9 '#FEE838')
set bars small
array terminals[2]
terminals[1] = "svg size 1120,520 dynamic background '#FFFFFF' font 'sans-serif,14' noenhanced"
terminals[2] = "pngcairo size 1120,520 background '#FFFFFF' font 'Sans,12' noenhanced"
array outputs[2]
outputs[1] = 'hw4-model-fit.svg'; outputs[2] = 'hw4-model-fit.png'
do for [i = 1:2] {
  eval 'set terminal '.terminals[i]
  set output outputs[i]
  set multiplot layout 1,2 rowsfirst title 'Learned dynamics of the cheetah' font ',15'
  set title 'fit' font ',13'
  set xlabel 'gradient step'
  set logscale x
  set format x '%g'
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
  plot 'hw4-model-fit.csv' skip 1 using 1:3:4 with filledcurves lc rgb '#0072B2' fillstyle transparent solid 0.2 noborder notitle, \
    'hw4-model-fit.csv' skip 1 using 5:7:8 with filledcurves lc rgb '#D55E00' fillstyle transparent solid 0.2 noborder notitle, \
    'hw4-model-fit.csv' skip 1 using 9:11:12 with filledcurves lc rgb '#009E73' fillstyle transparent solid 0.2 noborder notitle, \
    'hw4-model-fit.csv' skip 1 using 1:2 with lines lw 2.5 dt 1 lc rgb '#0072B2' title '1×32, 500 steps', \
    'hw4-model-fit.csv' skip 1 using 5:6 with lines lw 2.5 dt 1 lc rgb '#D55E00' title '2×250, 5 steps', \
    'hw4-model-fit.csv' skip 1 using 9:10 with lines lw 2.5 dt 1 lc rgb '#009E73' title '2×250, 500 steps'
  set title 'prediction' font ',13'
  set xlabel 'steps ahead'
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
  plot 'hw4-model-fit.csv' skip 1 using 13:15:16 with filledcurves lc rgb '#0072B2' fillstyle transparent solid 0.2 noborder notitle, \
    'hw4-model-fit.csv' skip 1 using 17:19:20 with filledcurves lc rgb '#D55E00' fillstyle transparent solid 0.2 noborder notitle, \
    'hw4-model-fit.csv' skip 1 using 21:23:24 with filledcurves lc rgb '#009E73' fillstyle transparent solid 0.2 noborder notitle, \
    'hw4-model-fit.csv' skip 1 using 13:14 with lines lw 2.5 dt 1 lc rgb '#0072B2' title '1×32, 500 steps', \
    'hw4-model-fit.csv' skip 1 using 17:18 with lines lw 2.5 dt 1 lc rgb '#D55E00' title '2×250, 5 steps', \
    'hw4-model-fit.csv' skip 1 using 21:22 with lines lw 2.5 dt 1 lc rgb '#009E73' title '2×250, 500 steps'
  unset multiplot
  unset output
}
