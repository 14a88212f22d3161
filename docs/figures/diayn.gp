# Draws diayn.svg and diayn.png from diayn.csv; run in this folder: gnuplot diayn.gp
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
outputs[1] = 'diayn.svg'; outputs[2] = 'diayn.png'
do for [i = 1:2] {
  eval 'set terminal '.terminals[i]
  set output outputs[i]
  set multiplot layout 2,2 rowsfirst title 'Six skills of a point' font ',15'
  set title 'what a state tells of the skill' font ',13'
  set xlabel 'environment steps'
  unset logscale x
  set format x '%h'
  set xrange [*:*] noextend
  set ylabel 'E[log q(z|s) − log p(z)] [nats]'
  unset logscale y
  set format y '%h'
  set yrange [*:*]
  set size noratio
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xtics norotate ('10k' 10000, '20k' 20000, '30k' 30000, '40k' 40000, '50k' 50000, '60k' 60000)
  plot 'diayn.csv' skip 1 using 1:3:4 with filledcurves lc rgb '#0072B2' fillstyle transparent solid 0.2 noborder notitle, \
    1.791759469228055 with lines lw 1.5 dt 2 lc rgb '#606060' title 'log 6', \
    'diayn.csv' skip 1 using 1:2 with lines lw 2.5 dt 1 lc rgb '#0072B2' title 'bound of I(S; Z)'
  set title 'seed 1' font ',13'
  set xlabel 'x'
  unset logscale x
  set format x '%h'
  set xrange [*:*] noextend
  set ylabel 'y'
  unset logscale y
  set format y '%h'
  set yrange [*:*]
  set size ratio -1
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xtics norotate autofreq
  plot 'diayn.csv' skip 1 using 5:6 with lines lw 2 lc rgb '#0072B2' title 'skill 1', \
    'diayn.csv' skip 1 using 7:8 with points pt 7 ps 1.1 lc rgb '#FFFFFF' notitle, \
    'diayn.csv' skip 1 using 7:8 with points pt 7 ps 0.8 lc rgb '#0072B2' notitle, \
    'diayn.csv' skip 1 using 9:10 with lines lw 2 lc rgb '#D55E00' title 'skill 2', \
    'diayn.csv' skip 1 using 11:12 with points pt 7 ps 1.1 lc rgb '#FFFFFF' notitle, \
    'diayn.csv' skip 1 using 11:12 with points pt 7 ps 0.8 lc rgb '#D55E00' notitle, \
    'diayn.csv' skip 1 using 13:14 with lines lw 2 lc rgb '#009E73' title 'skill 3', \
    'diayn.csv' skip 1 using 15:16 with points pt 7 ps 1.1 lc rgb '#FFFFFF' notitle, \
    'diayn.csv' skip 1 using 15:16 with points pt 7 ps 0.8 lc rgb '#009E73' notitle, \
    'diayn.csv' skip 1 using 17:18 with lines lw 2 lc rgb '#E69F00' title 'skill 4', \
    'diayn.csv' skip 1 using 19:20 with points pt 7 ps 1.1 lc rgb '#FFFFFF' notitle, \
    'diayn.csv' skip 1 using 19:20 with points pt 7 ps 0.8 lc rgb '#E69F00' notitle, \
    'diayn.csv' skip 1 using 21:22 with lines lw 2 lc rgb '#CC79A7' title 'skill 5', \
    'diayn.csv' skip 1 using 23:24 with points pt 7 ps 1.1 lc rgb '#FFFFFF' notitle, \
    'diayn.csv' skip 1 using 23:24 with points pt 7 ps 0.8 lc rgb '#CC79A7' notitle, \
    'diayn.csv' skip 1 using 25:26 with lines lw 2 lc rgb '#56B4E9' title 'skill 6', \
    'diayn.csv' skip 1 using 27:28 with points pt 7 ps 1.1 lc rgb '#FFFFFF' notitle, \
    'diayn.csv' skip 1 using 27:28 with points pt 7 ps 0.8 lc rgb '#56B4E9' notitle
  set title 'seed 2' font ',13'
  set xlabel 'x'
  unset logscale x
  set format x '%h'
  set xrange [*:*] noextend
  set ylabel 'y'
  unset logscale y
  set format y '%h'
  set yrange [*:*]
  set size ratio -1
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xtics norotate autofreq
  plot 'diayn.csv' skip 1 using 29:30 with lines lw 2 lc rgb '#0072B2' title 'skill 1', \
    'diayn.csv' skip 1 using 31:32 with points pt 7 ps 1.1 lc rgb '#FFFFFF' notitle, \
    'diayn.csv' skip 1 using 31:32 with points pt 7 ps 0.8 lc rgb '#0072B2' notitle, \
    'diayn.csv' skip 1 using 33:34 with lines lw 2 lc rgb '#D55E00' title 'skill 2', \
    'diayn.csv' skip 1 using 35:36 with points pt 7 ps 1.1 lc rgb '#FFFFFF' notitle, \
    'diayn.csv' skip 1 using 35:36 with points pt 7 ps 0.8 lc rgb '#D55E00' notitle, \
    'diayn.csv' skip 1 using 37:38 with lines lw 2 lc rgb '#009E73' title 'skill 3', \
    'diayn.csv' skip 1 using 39:40 with points pt 7 ps 1.1 lc rgb '#FFFFFF' notitle, \
    'diayn.csv' skip 1 using 39:40 with points pt 7 ps 0.8 lc rgb '#009E73' notitle, \
    'diayn.csv' skip 1 using 41:42 with lines lw 2 lc rgb '#E69F00' title 'skill 4', \
    'diayn.csv' skip 1 using 43:44 with points pt 7 ps 1.1 lc rgb '#FFFFFF' notitle, \
    'diayn.csv' skip 1 using 43:44 with points pt 7 ps 0.8 lc rgb '#E69F00' notitle, \
    'diayn.csv' skip 1 using 45:46 with lines lw 2 lc rgb '#CC79A7' title 'skill 5', \
    'diayn.csv' skip 1 using 47:48 with points pt 7 ps 1.1 lc rgb '#FFFFFF' notitle, \
    'diayn.csv' skip 1 using 47:48 with points pt 7 ps 0.8 lc rgb '#CC79A7' notitle, \
    'diayn.csv' skip 1 using 49:50 with lines lw 2 lc rgb '#56B4E9' title 'skill 6', \
    'diayn.csv' skip 1 using 51:52 with points pt 7 ps 1.1 lc rgb '#FFFFFF' notitle, \
    'diayn.csv' skip 1 using 51:52 with points pt 7 ps 0.8 lc rgb '#56B4E9' notitle
  set title 'seed 3' font ',13'
  set xlabel 'x'
  unset logscale x
  set format x '%h'
  set xrange [*:*] noextend
  set ylabel 'y'
  unset logscale y
  set format y '%h'
  set yrange [*:*]
  set size ratio -1
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xtics norotate autofreq
  plot 'diayn.csv' skip 1 using 53:54 with lines lw 2 lc rgb '#0072B2' title 'skill 1', \
    'diayn.csv' skip 1 using 55:56 with points pt 7 ps 1.1 lc rgb '#FFFFFF' notitle, \
    'diayn.csv' skip 1 using 55:56 with points pt 7 ps 0.8 lc rgb '#0072B2' notitle, \
    'diayn.csv' skip 1 using 57:58 with lines lw 2 lc rgb '#D55E00' title 'skill 2', \
    'diayn.csv' skip 1 using 59:60 with points pt 7 ps 1.1 lc rgb '#FFFFFF' notitle, \
    'diayn.csv' skip 1 using 59:60 with points pt 7 ps 0.8 lc rgb '#D55E00' notitle, \
    'diayn.csv' skip 1 using 61:62 with lines lw 2 lc rgb '#009E73' title 'skill 3', \
    'diayn.csv' skip 1 using 63:64 with points pt 7 ps 1.1 lc rgb '#FFFFFF' notitle, \
    'diayn.csv' skip 1 using 63:64 with points pt 7 ps 0.8 lc rgb '#009E73' notitle, \
    'diayn.csv' skip 1 using 65:66 with lines lw 2 lc rgb '#E69F00' title 'skill 4', \
    'diayn.csv' skip 1 using 67:68 with points pt 7 ps 1.1 lc rgb '#FFFFFF' notitle, \
    'diayn.csv' skip 1 using 67:68 with points pt 7 ps 0.8 lc rgb '#E69F00' notitle, \
    'diayn.csv' skip 1 using 69:70 with lines lw 2 lc rgb '#CC79A7' title 'skill 5', \
    'diayn.csv' skip 1 using 71:72 with points pt 7 ps 1.1 lc rgb '#FFFFFF' notitle, \
    'diayn.csv' skip 1 using 71:72 with points pt 7 ps 0.8 lc rgb '#CC79A7' notitle, \
    'diayn.csv' skip 1 using 73:74 with lines lw 2 lc rgb '#56B4E9' title 'skill 6', \
    'diayn.csv' skip 1 using 75:76 with points pt 7 ps 1.1 lc rgb '#FFFFFF' notitle, \
    'diayn.csv' skip 1 using 75:76 with points pt 7 ps 0.8 lc rgb '#56B4E9' notitle
  unset multiplot
  unset output
}
