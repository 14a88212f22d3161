# Draws gail-classic.svg and gail-classic.png from gail-classic.csv; run in this folder: gnuplot gail-classic.gp
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
outputs[1] = 'gail-classic.svg'; outputs[2] = 'gail-classic.png'
do for [i = 1:2] {
  eval 'set terminal '.terminals[i]
  set output outputs[i]
  set multiplot layout 1,3 rowsfirst title 'Imitation of little that was shown' font ',15'
  set title 'CartPole-v0' font ',13'
  set xlabel 'episodes of which every 10th step is shown'
  unset logscale x
  set format x '%h'
  set xrange [*:*] noextend
  set ylabel 'return'
  unset logscale y
  set format y '%h'
  set yrange [*:*]
  set size noratio
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xtics norotate autofreq
  plot 'gail-classic.csv' skip 1 using 1:3:4 with filledcurves lc rgb '#0072B2' fillstyle transparent solid 0.2 noborder notitle, \
    'gail-classic.csv' skip 1 using 1:6:7 with filledcurves lc rgb '#D55E00' fillstyle transparent solid 0.2 noborder notitle, \
    200.0 with lines lw 1.5 dt 2 lc rgb '#606060' title 'expert', \
    200.0 with lines lw 1.5 dt 3 lc rgb '#606060' title 'GAIL, stated', \
    'gail-classic.csv' skip 1 using 1:2 with lines lw 2.5 dt 1 lc rgb '#0072B2' title 'GAIL', \
    'gail-classic.csv' skip 1 using 1:5 with lines lw 2.5 dt 1 lc rgb '#D55E00' title 'clone', \
    'gail-classic.csv' skip 1 using 1:8 with lines lw 2.5 dt 2 lc rgb '#009E73' title 'clone, stated'
  set title 'Acrobot-v1' font ',13'
  set xlabel 'episodes of which every 5th step is shown'
  unset logscale x
  set format x '%h'
  set xrange [*:*] noextend
  set ylabel 'return'
  unset logscale y
  set format y '%h'
  set yrange [*:*]
  set size noratio
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xtics norotate autofreq
  plot 'gail-classic.csv' skip 1 using 1:10:11 with filledcurves lc rgb '#0072B2' fillstyle transparent solid 0.2 noborder notitle, \
    'gail-classic.csv' skip 1 using 1:13:14 with filledcurves lc rgb '#D55E00' fillstyle transparent solid 0.2 noborder notitle, \
    -90.85059523809524 with lines lw 1.5 dt 2 lc rgb '#606060' title 'expert', \
    -80.0 with lines lw 1.5 dt 3 lc rgb '#606060' title 'GAIL, stated', \
    'gail-classic.csv' skip 1 using 1:9 with lines lw 2.5 dt 1 lc rgb '#0072B2' title 'GAIL', \
    'gail-classic.csv' skip 1 using 1:12 with lines lw 2.5 dt 1 lc rgb '#D55E00' title 'clone', \
    'gail-classic.csv' skip 1 using 1:15 with lines lw 2.5 dt 2 lc rgb '#009E73' title 'clone, stated'
  set title 'MountainCar-v0' font ',13'
  set xlabel 'episodes of which every 5th step is shown'
  unset logscale x
  set format x '%h'
  set xrange [*:*] noextend
  set ylabel 'return'
  unset logscale y
  set format y '%h'
  set yrange [*:*]
  set size noratio
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xtics norotate autofreq
  plot 'gail-classic.csv' skip 1 using 1:17:18 with filledcurves lc rgb '#0072B2' fillstyle transparent solid 0.2 noborder notitle, \
    'gail-classic.csv' skip 1 using 1:20:21 with filledcurves lc rgb '#D55E00' fillstyle transparent solid 0.2 noborder notitle, \
    -119.63869047619049 with lines lw 1.5 dt 2 lc rgb '#606060' title 'expert', \
    -101.0 with lines lw 1.5 dt 3 lc rgb '#606060' title 'GAIL, stated', \
    'gail-classic.csv' skip 1 using 1:16 with lines lw 2.5 dt 1 lc rgb '#0072B2' title 'GAIL', \
    'gail-classic.csv' skip 1 using 1:19 with lines lw 2.5 dt 1 lc rgb '#D55E00' title 'clone', \
    'gail-classic.csv' skip 1 using 1:22 with lines lw 2.5 dt 2 lc rgb '#009E73' title 'clone, stated'
  unset multiplot
  unset output
}
