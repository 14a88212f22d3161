# Draws soft-q-multigoal.svg and soft-q-multigoal.png from soft-q-multigoal.csv; run in this folder: gnuplot soft-q-multigoal.gp
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
outputs[1] = 'soft-q-multigoal.svg'; outputs[2] = 'soft-q-multigoal.png'
do for [i = 1:2] {
  eval 'set terminal '.terminals[i]
  set output outputs[i]
  set multiplot layout 1,2 rowsfirst title 'Four goals that are equally good' font ',15'
  set title 'soft Q-learning, max Q at each place' font ',13'
  set xlabel 'x'
  unset logscale x
  set format x '%h'
  set xrange [-7.0:7.0]
  set ylabel 'y'
  unset logscale y
  set format y '%h'
  set yrange [-7.0:7.0]
  set size ratio -1
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  set object 1 rectangle from graph 0,0 to graph 1,1 behind fillcolor rgb '#B8B8B8' fillstyle solid noborder
  set cblabel 'soft Q'
  unset logscale cb
  set format cb '%h'
  set cbrange [*:*]
  set colorbox
  unset grid
  set xtics norotate autofreq
  plot 'soft-q-multigoal.csv' skip 1 using ($1+0*$3):($2):($1-0.265):($1+0.25):($2-0.265):($2+0.25):($3) with boxxyerror fillcolor palette fillstyle solid 1 noborder notitle, \
    'soft-q-multigoal.csv' skip 1 using 4:5 with lines lw 4 lc rgb '#FFFFFF' notitle, \
    'soft-q-multigoal.csv' skip 1 using 4:5 with lines lw 2 lc rgb '#0072B2' title 'ways', \
    'soft-q-multigoal.csv' skip 1 using 6:7 with points pt 7 ps 1.1 lc rgb '#FFFFFF' notitle, \
    'soft-q-multigoal.csv' skip 1 using 6:7 with points pt 7 ps 0.8 lc rgb '#0072B2' notitle
  set title 'DDPG' font ',13'
  set xlabel 'x'
  unset logscale x
  set format x '%h'
  set xrange [-7.0:7.0]
  set ylabel 'y'
  unset logscale y
  set format y '%h'
  set yrange [-7.0:7.0]
  set size ratio -1
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  set object 1 rectangle from graph 0,0 to graph 1,1 behind fillcolor rgb '#B8B8B8' fillstyle solid noborder
  set cblabel 'soft Q'
  unset logscale cb
  set format cb '%h'
  set cbrange [*:*]
  set colorbox
  unset grid
  set xtics norotate autofreq
  plot 'soft-q-multigoal.csv' skip 1 using ($8+0*$10):($9):($8-0.265):($8+0.25):($9-0.265):($9+0.25):($10) with boxxyerror fillcolor palette fillstyle solid 1 noborder notitle, \
    'soft-q-multigoal.csv' skip 1 using 11:12 with lines lw 4 lc rgb '#FFFFFF' notitle, \
    'soft-q-multigoal.csv' skip 1 using 11:12 with lines lw 2 lc rgb '#0072B2' title 'ways', \
    'soft-q-multigoal.csv' skip 1 using 13:14 with points pt 7 ps 1.1 lc rgb '#FFFFFF' notitle, \
    'soft-q-multigoal.csv' skip 1 using 13:14 with points pt 7 ps 0.8 lc rgb '#0072B2' notitle
  unset multiplot
  unset output
}
