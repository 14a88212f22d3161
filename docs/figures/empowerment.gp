# Draws empowerment.svg and empowerment.png from empowerment.csv; run in this folder: gnuplot empowerment.gp
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
outputs[1] = 'empowerment.svg'; outputs[2] = 'empowerment.png'
do for [i = 1:2] {
  eval 'set terminal '.terminals[i]
  set output outputs[i]
  set multiplot layout 2,2 rowsfirst title 'Empowerment in bits' font ',15'
  set title 'open, 2 steps' font ',13'
  set xlabel 'column'
  unset logscale x
  set format x '%h'
  set xrange [0.0:9.0]
  set ylabel 'row'
  unset logscale y
  set format y '%h'
  set yrange [9.0:0.0]
  set size ratio -1
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7 off
  unset object
  set object 1 rectangle from graph 0,0 to graph 1,1 behind fillcolor rgb '#B8B8B8' fillstyle solid noborder
  set cblabel 'bits'
  unset logscale cb
  set format cb '%h'
  set cbrange [*:*]
  set colorbox
  unset grid
  set xtics norotate autofreq
  plot 'empowerment.csv' skip 1 using ($1+0*$3):($2):($1-0.53):($1+0.5):($2-0.53):($2+0.5):($3) with boxxyerror fillcolor palette fillstyle solid 1 noborder notitle
  set title 'walls, 3 steps' font ',13'
  set xlabel 'column'
  unset logscale x
  set format x '%h'
  set xrange [0.0:9.0]
  set ylabel 'row'
  unset logscale y
  set format y '%h'
  set yrange [9.0:0.0]
  set size ratio -1
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7 off
  unset object
  set object 1 rectangle from graph 0,0 to graph 1,1 behind fillcolor rgb '#B8B8B8' fillstyle solid noborder
  set cblabel 'bits'
  unset logscale cb
  set format cb '%h'
  set cbrange [*:*]
  set colorbox
  unset grid
  set xtics norotate autofreq
  plot 'empowerment.csv' skip 1 using ($4+0*$6):($5):($4-0.53):($4+0.5):($5-0.53):($5+0.5):($6) with boxxyerror fillcolor palette fillstyle solid 1 noborder notitle
  set title 'a box that can be pushed, 3 steps' font ',13'
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
  set cblabel 'bits'
  unset logscale cb
  set format cb '%h'
  set cbrange [*:*]
  set colorbox
  unset grid
  set xtics norotate autofreq
  plot 'empowerment.csv' skip 1 using ($7+0*$9):($8):($7-0.53):($7+0.5):($8-0.53):($8+0.5):($9) with boxxyerror fillcolor palette fillstyle solid 1 noborder notitle
  set title 'a box that cannot, 3 steps' font ',13'
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
  set cblabel 'bits'
  unset logscale cb
  set format cb '%h'
  set cbrange [*:*]
  set colorbox
  unset grid
  set xtics norotate autofreq
  plot 'empowerment.csv' skip 1 using ($10+0*$12):($11):($10-0.53):($10+0.5):($11-0.53):($11+0.5):($12) with boxxyerror fillcolor palette fillstyle solid 1 noborder notitle
  unset multiplot
  unset output
}
