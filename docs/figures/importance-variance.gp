# Draws importance-variance.svg and importance-variance.png from importance-variance.csv; run in this folder: gnuplot importance-variance.gp
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
outputs[1] = 'importance-variance.svg'; outputs[2] = 'importance-variance.png'
do for [i = 1:2] {
  eval 'set terminal '.terminals[i]
  set output outputs[i]
  set title 'Variance of the off-policy policy gradient, θ = 0.9' font ',15'
  set xlabel 'horizon H [steps]'
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
  plot 'importance-variance.csv' skip 1 using 1:2 with lines lw 2.5 dt 1 lc rgb '#0072B2' title 'θ′ = 0.6, exact', \
    'importance-variance.csv' skip 1 using 1:3:4:5 with yerrorbars lw 1.5 pt 7 ps 0.8 lc rgb '#0072B2' title 'θ′ = 0.6, 10⁶ episodes', \
    'importance-variance.csv' skip 1 using 1:6 with lines lw 2.5 dt 1 lc rgb '#D55E00' title 'θ′ = 0.8, exact', \
    'importance-variance.csv' skip 1 using 1:7:8:9 with yerrorbars lw 1.5 pt 7 ps 0.8 lc rgb '#D55E00' title 'θ′ = 0.8, 10⁶ episodes', \
    'importance-variance.csv' skip 1 using 1:10 with lines lw 2.5 dt 1 lc rgb '#009E73' title 'θ′ = 0.9 = θ, exact', \
    'importance-variance.csv' skip 1 using 1:11:12:13 with yerrorbars lw 1.5 pt 7 ps 0.8 lc rgb '#009E73' title 'θ′ = 0.9 = θ, 10⁶ episodes', \
    'importance-variance.csv' skip 1 using 1:14 with lines lw 2.5 dt 1 lc rgb '#E69F00' title 'θ′ = 0.95, exact', \
    'importance-variance.csv' skip 1 using 1:15:16:17 with yerrorbars lw 1.5 pt 7 ps 0.8 lc rgb '#E69F00' title 'θ′ = 0.95, 10⁶ episodes'
  unset output
}
