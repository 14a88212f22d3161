# Draws baird.svg and baird.png from baird.csv; run in this folder: gnuplot baird.gp
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
outputs[1] = 'baird.svg'; outputs[2] = 'baird.png'
do for [i = 1:2] {
  eval 'set terminal '.terminals[i]
  set output outputs[i]
  set multiplot layout 1,2 rowsfirst title 'Fitted value iteration on counterexamples' font ',15'
  set title 'Baird''s star, γ = 0.99' font ',13'
  set xlabel 'passes'
  unset logscale x
  set format x '%h'
  set xrange [*:*] noextend
  set ylabel 'largest |V|'
  set logscale y
  set format y '%g'
  set yrange [0.0001:10000.0]
  set size noratio
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xtics norotate autofreq
  plot 'baird.csv' skip 1 using 1:2 with lines lw 2.5 dt 1 lc rgb '#0072B2' title 'linear, gradient step', \
    'baird.csv' skip 1 using 3:4 with lines lw 2.5 dt 1 lc rgb '#D55E00' title 'linear, least squares', \
    'baird.csv' skip 1 using 5:6 with lines lw 2.5 dt 2 lc rgb '#009E73' title 'table'
  set title 'Two states, least squares' font ',13'
  set xlabel 'passes'
  unset logscale x
  set format x '%h'
  set xrange [*:*] noextend
  set ylabel 'largest |V|'
  set logscale y
  set format y '%g'
  set yrange [*:*]
  set size noratio
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xtics norotate autofreq
  plot 'baird.csv' skip 1 using 7:8 with lines lw 2.5 dt 1 lc rgb '#0072B2' title 'γ = 0.99', \
    'baird.csv' skip 1 using 9:10 with lines lw 2.5 dt 1 lc rgb '#D55E00' title 'γ = 0.8'
  unset multiplot
  unset output
}
