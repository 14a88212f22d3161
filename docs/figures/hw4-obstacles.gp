# Draws hw4-obstacles.svg and hw4-obstacles.png from hw4-obstacles.csv; run in this folder: gnuplot hw4-obstacles.gp
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
outputs[1] = 'hw4-obstacles.svg'; outputs[2] = 'hw4-obstacles.png'
do for [i = 1:2] {
  eval 'set terminal '.terminals[i]
  set output outputs[i]
  set title 'Obstacles: random actions and plans' font ',15'
  set xlabel ''
  unset logscale x
  set format x '%h'
  set xrange [*:*] noextend
  set ylabel 'mean return'
  unset logscale y
  set format y '%h'
  set yrange [*:*]
  set size noratio
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xrange [-0.6:1.6]
  set xtics norotate ('random actions' 0, 'planned' 1)
  plot 'hw4-obstacles.csv' skip 1 every ::0::0 using ($1+0.0):(0):($1+-0.315):($1+0.315):(0):2 with boxxyerror fillstyle solid 0.75 noborder lc rgb '#0072B2' notitle, \
    'hw4-obstacles.csv' skip 1 every ::1::1 using ($1+0.0):(0):($1+-0.315):($1+0.315):(0):2 with boxxyerror fillstyle solid 0.75 noborder lc rgb '#D55E00' notitle, \
    'hw4-obstacles.csv' skip 1 using ($1+0.0):3:(0):($4-$3) with vectors nohead lw 2.5 lc rgb '#202020' notitle, \
    -70.0 with lines lw 1.5 dt 2 lc rgb '#606060' title 'stated'
  unset output
}
