# Draws pg-variance.svg and pg-variance.png from pg-variance.csv; run in this folder: gnuplot pg-variance.gp
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
outputs[1] = 'pg-variance.svg'; outputs[2] = 'pg-variance.png'
do for [i = 1:2] {
  eval 'set terminal '.terminals[i]
  set output outputs[i]
  set title 'Variance of the policy gradient from one episode' font ',15'
  set xlabel 'θ = π(a₁)'
  unset logscale x
  set format x '%h'
  set xrange [*:*] noextend
  set ylabel 'variance'
  set logscale y
  set format y '%g'
  set yrange [*:*]
  set size noratio
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xtics norotate autofreq
  plot 'pg-variance.csv' skip 1 using 1:2 with lines lw 2.5 dt 1 lc rgb '#0072B2' title 'full return, exact', \
    'pg-variance.csv' skip 1 using 3:4:5:6 with yerrorbars lw 1.5 pt 7 ps 0.8 lc rgb '#0072B2' title 'full return, 10⁶ episodes', \
    'pg-variance.csv' skip 1 using 7:8 with lines lw 2.5 dt 1 lc rgb '#D55E00' title 'reward-to-go, exact', \
    'pg-variance.csv' skip 1 using 9:10:11:12 with yerrorbars lw 1.5 pt 7 ps 0.8 lc rgb '#D55E00' title 'reward-to-go, 10⁶ episodes'
  unset output
}
